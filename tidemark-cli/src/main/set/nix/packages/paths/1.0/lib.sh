paths__depth() { strkit__length "$(printf %s "$1" | tr -cd /)"; }
