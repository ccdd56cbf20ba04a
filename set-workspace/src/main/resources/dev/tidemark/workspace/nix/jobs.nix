# A package set for nix-eval-jobs, which does not look behind a package: beside each attribute "x" an attribute "x.tests"
# with the tests of that package.
{
  file,
  depth,
  arguments ? { },
}:
let
  set = import ./set.nix { inherit file arguments; };

  tests =
    value:
    let
      result = builtins.tryEval (if set.isPackage value then set.testsOf value else { });
    in
    if result.success then result.value // { recurseForDerivations = true; } else { };

  wrap =
    left: value:
    if left > 0 && set.isRecursed value then both (left - 1) value else value;

  both =
    left: parent:
    builtins.listToAttrs (
      builtins.concatMap (name: [
        {
          inherit name;
          value = wrap left parent.${name};
        }
        {
          name = "${name}.tests";
          value = tests parent.${name};
        }
      ]) (builtins.filter (name: name != "recurseForDerivations") (builtins.attrNames parent))
    )
    // {
      recurseForDerivations = true;
    };
in
both (depth - 1) set.root
