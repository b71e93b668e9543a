// One line on a town's page: <script src="…/encart.js" data-lieu="departement:30" async></script>
(() => {
  const here = document.currentScript;
  if (!here) return;
  const home = new URL(here.src).origin;
  const frame = document.createElement("iframe");
  frame.src = `${home}/encart/${encodeURIComponent(here.dataset.lieu || "france")}/`;
  frame.title = here.dataset.titre || "Équipes citoyennes près de chez vous";
  frame.loading = "lazy";
  frame.style.cssText = "width:100%;border:0;height:30rem";
  here.after(frame);
  addEventListener("message", (event) => {
    if (event.origin === home && event.source === frame.contentWindow && event.data > 0) {
      frame.style.height = `${event.data}px`;
    }
  });
})();
