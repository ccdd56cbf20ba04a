# Where the attributes of a package's meta are written, those that a person writes there first.
{
  file,
  # A JSON array: the attribute path.
  path,
  arguments ? { },
}:
let
  set = import ./set.nix { inherit file arguments; };
  meta = (set.get (builtins.fromJSON path)).meta or { };
  usual = [
    "description"
    "homepage"
    "license"
    "maintainers"
  ];
  names =
    builtins.filter (name: meta ? ${name}) usual
    ++ builtins.filter (name: !(builtins.elem name usual)) (builtins.attrNames meta);
  position =
    name:
    let
      at = builtins.unsafeGetAttrPos name meta;
    in
    if at == null then [ ] else [ { inherit (at) file line column; } ];
in
builtins.concatLists (map position names)
