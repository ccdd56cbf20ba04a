viewer__show() { blob__secret "$(tree__level "$1")"; }
