# One derivation of a package set: that of a package, or that of its source.
{
  file,
  # A JSON array: the attribute path.
  path,
  arguments ? { },
  source ? false,
}:
let
  set = import ./set.nix { inherit file arguments; };
  package = set.get (builtins.fromJSON path);
in
if source then package.src else package
