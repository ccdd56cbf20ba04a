site__page() { tree__level "$1"; json__field "$1" page; }
