report__line() { table__row "$(json__field "$1" "$2")" "$3"; }
