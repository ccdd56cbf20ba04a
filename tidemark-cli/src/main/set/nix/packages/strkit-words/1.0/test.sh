[ "$(strkit__length two)" = 3 ] || { echo 'FAIL words' >&2; exit 1; }
echo 'PASS words'
