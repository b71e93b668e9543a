// Adds the points of a questionnaire up, on the device: nothing is sent, nothing is kept.
for (const box of document.querySelectorAll("[data-scale]")) {
  const line = box.querySelector("[data-score]");
  const groups = [...box.querySelectorAll("fieldset")];
  box.addEventListener("change", () => {
    const chosen = groups.map((group) => group.querySelector("input:checked"));
    line.hidden = chosen.includes(null);
    if (line.hidden) return;
    const total = chosen.reduce((sum, answer) => sum + Number(answer.dataset.points), 0);
    const meant = [...document.querySelectorAll("[data-low]")].find(
      (cut) => total >= Number(cut.dataset.low) && total <= Number(cut.dataset.high),
    );
    line.querySelector("output").textContent = meant ? `${total} (${meant.textContent.split(":").pop().trim()})` : total;
  });
}
