echo 'PASS oldtool'
