echo 'PASS paths'
