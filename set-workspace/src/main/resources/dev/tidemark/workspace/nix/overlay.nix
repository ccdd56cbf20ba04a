# Gives packages another version, and their sources the address and the hash that belong to it.
let
  bumps = [
@bumps@
  ];

  # As far as texts go: an address has the version in it.
  moved =
    bump: value:
    if builtins.isString value then
      builtins.replaceStrings [ bump.from ] [ bump.to ] value
    else if builtins.isList value then
      map (moved bump) value
    else
      value;
  source =
    bump: old:
    old.overrideAttrs (
      former:
      builtins.mapAttrs (name: moved bump) (
        builtins.intersectAttrs {
          name = null;
          url = null;
          urls = null;
          rev = null;
          tag = null;
        } former
      )
      // {
        outputHash = bump.hash;
        outputHashAlgo = "sha256";
      }
    );
  bumped =
    bump: old:
    old.overrideAttrs (
      former:
      { version = bump.to; }
      // (if former ? name then { name = moved bump former.name; } else { })
      // (if former ? src then { src = source bump former.src; } else { })
    );

  below = name: all: builtins.filter (bump: builtins.head bump.path == name) all;
  inner = all: map (bump: bump // { path = builtins.tail bump.path; }) all;
  names =
    all:
    builtins.attrNames (
      builtins.listToAttrs (
        map (bump: {
          name = builtins.head bump.path;
          value = null;
        }) all
      )
    );
  layer =
    all: old:
    builtins.listToAttrs (
      map (name: {
        inherit name;
        value =
          let
            here = inner (below name all);
            first = builtins.head here;
            scope = old.${name};
          in
          if first.path == [ ] then
            bumped first scope
          else if scope ? overrideScope then
            scope.overrideScope (final: prev: layer here prev)
          else
            scope // layer here scope;
      }) (names all)
    );
in
final: prev: layer bumps prev
