archive__line() { index__line "$1" "$2" "$3"; }
