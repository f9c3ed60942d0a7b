// GraphiQL over this portal: the session's cookie signs in, Django's token protects it, the examples are the
// operations that frontends use.
const place = document.getElementById("graphiql");
const examples = JSON.parse(document.getElementById("examples").textContent);
const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
const fetcher = GraphiQL.createFetcher({
  url: place.dataset.endpoint,
  headers: { "X-CSRFToken": token },
});
ReactDOM.createRoot(place).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultTabs: examples.map(({ text, variables }) => ({ query: text, variables })),
    shouldPersistHeaders: false,
  }),
);
