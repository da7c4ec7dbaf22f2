// Starts Swagger UI. What to show stands on the page itself, so that nothing here has to be written into HTML.
const place = document.getElementById("api-docs");
if (window.SwaggerUIBundle) {
  window.ui = window.SwaggerUIBundle({
    url: place.dataset.openapi,
    domNode: place,
    deepLinking: true,
    displayRequestDuration: true,
    tryItOutEnabled: true,
    validatorUrl: null,
  });
} else {
  place.hidden = true;
  document.getElementById("api-docs-missing").hidden = false;
}
