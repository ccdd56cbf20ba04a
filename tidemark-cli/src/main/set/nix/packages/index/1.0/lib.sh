index__line() { csv__line "$(json__field "$1" "$2")" "$3"; }
