echo 'PASS blob'
