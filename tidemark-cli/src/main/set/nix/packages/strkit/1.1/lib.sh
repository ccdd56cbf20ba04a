# Words and blanks.
strkit__join() { printf '%s %s' "$1" "$2"; }
strkit__length() { printf '%s' "${#1}"; }
strkit__pad_right() { printf '%-8s' "$1"; }
strkit__upper() { printf %s "$1" | tr a-z A-Z; }
