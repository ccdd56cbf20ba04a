echo 'PASS lists'
