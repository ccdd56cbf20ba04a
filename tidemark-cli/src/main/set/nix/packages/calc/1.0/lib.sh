calc__line() { lists__pair "$1" "$(mathx__double "$1")"; }
