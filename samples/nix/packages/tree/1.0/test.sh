echo 'PASS tree'
