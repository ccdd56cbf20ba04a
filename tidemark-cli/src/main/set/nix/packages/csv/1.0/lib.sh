csv__line() { lists__pair "$1," "$2"; }
