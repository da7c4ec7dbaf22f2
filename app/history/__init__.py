"""From a team's own exports to measured rates: files, tables, records, figures. Pure: no database, no web, no words for people.

bytes of a file
  |  look            app/history/look.py       what the file is: encoding, columns, formats, a proposed recipe, open questions
  v
Recipe             how to read it: app/history/recipe.py; proposed, corrected by people, remembered by the shape of the file
  |  take            app/history/taking         chunk by chunk: typed columns in parts, refused rows with reasons, findings
  v
Parts              what is kept of an import
  |  gather          app/history/gather         all imports of a list, one buyer per id, in blocks of bounded size
  v
Records, Ledgers   app/history/records.py
  |  measure         app/history/measure        tallies that add up over blocks, then figures with their intervals
  v
MeasuredFunnel     app/history/measured.py; the review and what a scenario takes over are made of it
"""
