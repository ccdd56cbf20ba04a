echo 'PASS leaky'
