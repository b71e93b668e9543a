// Comfort of the account pages: keys are offered where they work, and codes can be printed.
(() => {
  document.addEventListener("DOMContentLoaded", () => {
    if (window.PublicKeyCredential) {
      for (const block of document.querySelectorAll("[data-passkey]")) block.hidden = false;
      for (const block of document.querySelectorAll("[data-no-passkey]")) block.hidden = true;
    }
    for (const button of document.querySelectorAll("[data-print]")) {
      button.hidden = false;
      button.addEventListener("click", () => print());
    }
  });
  // The person said no, or the device waited too long: say it in words.
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    for (const notice of document.querySelectorAll("[data-passkey-failed]")) notice.hidden = false;
  });
})();
