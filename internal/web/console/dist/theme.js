// Runs before the first paint, so that nobody sees the other theme flash.
(function () {
  var chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  if (localStorage.getItem("rows") === "compact") document.documentElement.dataset.rows = "compact";
})();
