[ "$(strkit__length abc)" = 3 ] || { echo 'FAIL strkit: length' >&2; exit 1; }
echo 'PASS strkit'
