# Words and blanks; pad_right, deprecated since 1.0, is gone.
strkit__join() { printf '%s  %s' "$1" "$2"; }
strkit__length() { printf '%s' "${#1}"; }
