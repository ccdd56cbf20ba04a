json__field() { maps__entry "$1" "$2"; }
