// Tells the page around the frame how tall it is; it says nothing else.
const tell = () => parent.postMessage(document.documentElement.scrollHeight, "*");
addEventListener("load", tell);
addEventListener("resize", tell);
