# A small package set that shows what nixpkgs does with its own: build inputs of all kinds, sources that are fetched, steps
# that are no package, refusals, tests, teams, aliases. It needs no other set and no network: everything is built with
# /bin/sh, and gcc where there is something to compile.
{
  system ? "x86_64-linux",
  # Attribute path -> version, for packages that get another than their own.
  bumps ? { },
  # Outputs identified by what is in them (experimental feature ca-derivations).
  contentAddressed ? false,
  # What nixpkgs calls it; the environment decides where it is not given.
  config ? { },
}:
let
  people = import ./maintainers.nix;
  licenses = {
    mit = {
      spdxId = "MIT";
      free = true;
    };
    eula = {
      fullName = "Mini CUDA EULA";
      free = false;
    };
  };

  allowed = name: config."allow${name}" or false || builtins.getEnv "NIXPKGS_ALLOW_${upper name}" == "1";
  upper =
    name:
    {
      Unfree = "UNFREE";
      Broken = "BROKEN";
      Insecure = "INSECURE";
      UnsupportedSystem = "UNSUPPORTED_SYSTEM";
    }
    .${name};

  refuse = name: reason: throw "Package '${name}' in ${toString ./default.nix} ${reason}, refusing to evaluate.";
  checked =
    name: meta: value:
    if !(meta.license or licenses.mit).free && !allowed "Unfree" then
      refuse name "has an unfree license ('${meta.license.fullName}')"
    else if meta.broken or false && !allowed "Broken" then
      refuse name "is marked as broken"
    else if meta.knownVulnerabilities or [ ] != [ ] && !allowed "Insecure" then
      refuse name "is marked as insecure"
    else if !(builtins.elem system (meta.platforms or [ system ])) && !allowed "UnsupportedSystem" then
      refuse name "is not available on the requested hostPlatform"
    else
      value;

  # As stdenv.mkDerivation: a recipe that is no package itself.
  mkDerivation =
    {
      pname,
      version,
      meta ? { },
      passthru ? { },
      ...
    }@arguments:
    let
      name = "${pname}-${version}";
      plain = removeAttrs arguments [
        "meta"
        "passthru"
      ];
      addressed =
        if contentAddressed && !(arguments ? outputHash) then
          {
            __contentAddressed = true;
            outputHashMode = "recursive";
            outputHashAlgo = "sha256";
          }
        else
          { };
      built = derivation (
        {
          inherit name system;
          builder = "/bin/sh";
          args = [ ./build.sh ];
          PATH = "/usr/bin:/bin";
          stdenv = if arguments ? outputHash || pname == "stdenv" then null else stdenv;
        }
        // plain
        // addressed
      );
    in
    built
    // passthru
    // {
      inherit
        pname
        version
        meta
        passthru
        ;
      drvPath = checked name meta built.drvPath;
      outPath = checked name meta built.outPath;
    };

  # The bottom of every recipe, and no package.
  stdenv = mkDerivation {
    pname = "stdenv";
    version = "1";
    shell = "/bin/sh";
  };

  # What is in a source is known beforehand; what it is fetched with does not matter.
  fetch =
    { pname, version, hash }:
    mkDerivation {
      pname = "${pname}-source";
      inherit version;
      nativeBuildInputs = [ curl ];
      url = "https://${pname}.example.invalid/${version}.tar";
      outputHash = builtins.hashString "sha256" "${pname} ${hash}";
      outputHashAlgo = "sha256";
      outputHashMode = "flat";
    };

  package =
    attribute: own: arguments:
    let
      version = bumps.${attribute} or own;
      pname = arguments.pname or (builtins.baseNameOf (builtins.replaceStrings [ "." ] [ "/" ] attribute));
      source = fetch {
        inherit pname version;
        hash = version;
      };
      # As nixpkgs: where it is written, for messages and whoever looks for it.
      written = builtins.head (builtins.attrNames arguments);
      position = builtins.unsafeGetAttrPos written arguments;
    in
    mkDerivation (
      {
        inherit pname version;
        # The packages that a fetch itself needs come with their source.
        src = if arguments.bundled or false then "${pname} ${version}" else source;
      }
      // removeAttrs arguments [ "bundled" ]
      // {
        meta = arguments.meta or { } // {
          position = "${position.file}:${toString position.line}";
        };
      }
    );

  # A step between two packages, as python.withPackages makes one.
  environment =
    name: paths:
    mkDerivation {
      pname = "${name}-env";
      version = "1";
      inherit paths;
    };

  libz = package "libz" "1.3" {
    bundled = true;
    meta.maintainers = [ people.alice ];
    passthru.tests = {
      link = package "libz.tests.link" "1" {
        pname = "libz-link-test";
        bundled = true;
        nativeBuildInputs = [ libz ];
      };
      # A whole package as a test, which needs it only through another.
      webserver = webserver;
      # Says that it tests it, and does not touch it.
      unrelated = package "libz.tests.unrelated" "1" {
        pname = "libz-unrelated-test";
        bundled = true;
      };
    };
  };
  openssl = package "openssl" "3.0.1" {
    bundled = true;
    buildInputs = [ libz ];
    outputs = [
      "out"
      "dev"
    ];
    meta = {
      maintainers = [ people.bob ];
      teams = [ people.security ];
    };
  };
  curl = package "curl" "8.5.0" {
    bundled = true;
    buildInputs = [
      openssl.dev or openssl
      libz
    ];
    meta.maintainers = [
      people.bob
      people.alice
    ];
  };
  # A source as a package of its own.
  perlSource = fetch rec {
    pname = "perl";
    version = bumps.perlSource or "5.38";
    hash = version;
  };
  perl = package "perl" "5.38" { src = perlSource; };
  tester = package "tester" "0.9" { nativeBuildInputs = [ perl ]; };
  libpix = package "libpix" "1.6" {
    propagatedBuildInputs = [ libz ];
    nativeBuildInputs = [ perl ];
    checkInputs = [ tester ];
  };
  webserver = package "webserver" "1.25" {
    buildInputs = [ openssl ];
    meta.maintainers = [ people.nameless ];
  };
  python = package "python" "3.12" {
    buildInputs = [ libz ];
    nativeCheckInputs = [ tester ];
  };
  gpublas = package "gpublas" "12.4" {
    requiredSystemFeatures = [
      "cuda"
      "big-parallel"
    ];
    meta = {
      license = licenses.eula;
      maintainers = [ people.erin ];
    };
  };
  pythonPackages = {
    recurseForDerivations = true;
    numpix = package "pythonPackages.numpix" "1.26" {
      nativeBuildInputs = [ python ];
      buildInputs = [ libpix ];
      meta.teams = [ people.science ];
    };
    torchish = package "pythonPackages.torchish" "2.1" {
      nativeBuildInputs = [ python ];
      propagatedBuildInputs = [ pythonPackages.numpix ];
      buildInputs = [ gpublas ];
      requiredSystemFeatures = [ "cuda" ];
      passthru.tests.gpu = package "pythonPackages.torchish.tests.gpu" "1" {
        pname = "torchish-gpu-test";
        checkInputs = [ pythonPackages.torchish ];
        requiredSystemFeatures = [ "cuda" ];
      };
    };
    # Below a set that is itself below one.
    plugins = {
      recurseForDerivations = true;
      draw = package "pythonPackages.plugins.draw" "0.3" { buildInputs = [ pythonPackages.numpix ]; };
    };
  };
  viewer = package "viewer" "4.1" (
    import ./pkgs/viewer {
      inherit environment libpix;
      inherit (people) erin;
      paths = [
        python
        pythonPackages.numpix
      ];
    }
  );
  structured = package "structured" "1.0" {
    __structuredAttrs = true;
    buildInputs = [ libpix ];
    nativeCheckInputs = [ tester ];
    requiredSystemFeatures = [ "kvm" ];
  };
  oldtool = package "oldtool" "0.9" {
    buildInputs = [ libz ];
    meta = {
      broken = true;
      maintainers = [ people.alice ];
    };
  };
  leaky = package "leaky" "1.0.1" {
    buildInputs = [ openssl ];
    meta.knownVulnerabilities = [ "CVE-2014-0160" ];
  };
  maconly = package "maconly" "2.0" {
    buildInputs = [ libz ];
    meta.platforms = [ "aarch64-darwin" ];
  };
  needsOld = package "needsOld" "1" { buildInputs = [ oldtool ]; };
in
{
  inherit
    libz
    openssl
    curl
    perl
    perlSource
    tester
    libpix
    webserver
    python
    gpublas
    pythonPackages
    viewer
    structured
    oldtool
    leaky
    maconly
    needsOld
    ;

  # Other names of the same.
  openssl_3 = openssl;
  python312 = python;

  # What does not evaluate: one that can be caught, and three that cannot.
  removed = throw "removed was removed in 2023: use webserver";
  aborted = abort "nothing to be done";
  endless =
    let
      self = self.again or self // { };
    in
    self;
  missing = { }.nothing;
  halfway = package "halfway" "1" {
    buildInputs = [ (throw "halfway needs what is not there") ];
    meta.maintainers = [ people.erin ];
  };

  # No packages.
  lib.version = "1";
  hidden.inner = libz;
  answer = 42;
}
