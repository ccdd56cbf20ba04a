# Words, and the blanks between them.
strkit__join() { printf '%s %s' "$1" "$2"; }
strkit__length() { printf '%s' "${#1}"; }
strkit__pad_right() { printf '%-8s' "$1"; }
