echo 'PASS site'
