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
  testsOf = package: package.tests or package.passthru.tests or { };
}
