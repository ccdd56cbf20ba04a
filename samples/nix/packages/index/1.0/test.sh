echo 'PASS index'
