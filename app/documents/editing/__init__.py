"""The edits of a document, by the part that they are about; `app.documents.edits` is the way in."""
