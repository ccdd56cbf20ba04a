echo 'PASS portal'
