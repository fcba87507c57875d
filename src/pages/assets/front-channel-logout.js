// The frames of the page are part of its load event. An application that does not answer keeps nobody here.
const goOn = () => location.replace(document.getElementById("continue").href);
const patience = setTimeout(goOn, 5000);
addEventListener("load", () => {
  clearTimeout(patience);
  goOn();
});
