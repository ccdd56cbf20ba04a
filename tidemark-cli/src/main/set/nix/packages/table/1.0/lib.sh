table__row() { lists__pair "$(strkit__pad_right "$1")" "$2"; }
