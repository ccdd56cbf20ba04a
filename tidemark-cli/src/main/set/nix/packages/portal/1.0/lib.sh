portal__page() { report__line "$1" "$2" "$(site__page "$3")"; }
