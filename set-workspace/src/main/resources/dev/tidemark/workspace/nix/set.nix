# A package set, and how one looks into it.
{ file, arguments }:
let
  imported = import file;
  known = builtins.functionArgs imported;
in
rec {
  root =
    if builtins.isFunction imported then
      imported (if known == { } then arguments else builtins.intersectAttrs known arguments)
    else
      imported;

  isPackage = value: builtins.isAttrs value && value.type or "" == "derivation";
  isRecursed = value: builtins.isAttrs value && value.recurseForDerivations or false == true;
  # What lies at an attribute path, in which "tests" below a package are its tests.
  get = path: builtins.foldl' member root path;
  member = parent: name: if name == "tests" && isPackage parent then testsOf parent else parent.${name};
  testsOf = package: package.tests or package.passthru.tests or { };
}
