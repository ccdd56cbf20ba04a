# Small shell libraries and programs, built with /bin/sh and the basic tools of the machine (nix.sandbox-paths of the agent).
{
  system ? builtins.currentSystem,
  # Attribute -> version, for packages that get another than their own.
  bumps ? { },
  # Attribute -> suffix of the sources of the same version.
  changes ? { },
  overlays ? [ ],
  # Outputs identified by what is in them (experimental feature ca-derivations).
  contentAddressed ? false,
  # Also what runs for ever, falls silent, takes too much of something, fails now and then, wants a feature that nobody has, or looks
  # around.
  trouble ? false,
  # Also what is unfree, and what is built from it.
  unfree ? true,
  # How many seconds each recipe does nothing for.
  work ? 0,
  # Where sources of `fetched` are downloaded from.
  mirror ? "http://127.0.0.1:9",
}:
let
  env = name: builtins.getEnv "NIXPKGS_ALLOW_${name}" == "1";
  refuse = name: why: throw "Package '${name}' in ${toString ./default.nix} ${why}, refusing to evaluate.";
  checked =
    name: meta: value:
    if meta.unfree or false && !env "UNFREE" then
      refuse name "has an unfree license ('Terms of the workbench')"
    else if meta.broken or false && !env "BROKEN" then
      refuse name "is marked as broken"
    else if meta.knownVulnerabilities or [ ] != [ ] && !env "INSECURE" then
      refuse name "is marked as insecure"
    else
      value;

  # Like nixpkgs' stdenv.mkDerivation, as far as it goes.
  mkDerivation =
    arguments:
    let
      meta = arguments.meta or { };
      name = arguments.name or "${arguments.pname}-${arguments.version}";
      built = derivation (
        {
          inherit name system;
          builder = "/bin/sh";
          args = [ ./build.sh ];
          PATH = "/usr/bin:/bin";
        }
        // (if work == 0 then { } else { inherit work; })
        // removeAttrs arguments [
          "meta"
          "passthru"
        ]
        // (
          if contentAddressed && !(arguments ? outputHash) then
            {
              __contentAddressed = true;
              outputHashMode = "recursive";
              outputHashAlgo = "sha256";
            }
          else
            { }
        )
      );
    in
    built
    // arguments.passthru or { }
    // {
      inherit meta name;
      passthru = arguments.passthru or { };
      overrideAttrs = change: mkDerivation (arguments // change arguments);
      drvPath = checked name meta built.drvPath;
      outPath = checked name meta built.outPath;
    }
    // builtins.intersectAttrs {
      pname = null;
      version = null;
      src = null;
    } arguments;

  sources =
    attribute: version:
    builtins.path {
      name = "${attribute}-source";
      path = ./packages + "/${attribute}/${version}${changes.${attribute} or ""}";
    };

  package =
    attribute: version: needs: more:
    let
      bumped = bumps.${attribute} or version;
    in
    mkDerivation (
      {
        pname = attribute;
        version = bumped;
        src = sources attribute bumped;
        buildInputs = needs;
      }
      // more
    );

  fetch =
    url: hash:
    mkDerivation {
      name = builtins.baseNameOf url;
      builder = "builtin:fetchurl";
      system = "builtin";
      args = [ ];
      inherit url;
      urls = [ url ];
      outputHash = hash;
      outputHashAlgo = "sha256";
      outputHashMode = "flat";
      preferLocalBuild = true;
    };

  ada.meta.maintainers = [ "ada" ];
  marek.meta.maintainers = [ "marek" ];

  base =
    final: with final; {
      strkit = package "strkit" "1.0" [ ] (
        ada
        // {
          passthru.tests.words = package "strkit-words" "1.0" [ strkit ] { };
        }
      );
      numkit = package "numkit" "1.0" [ ] ada;
      lists = package "lists" "1.0" [ strkit ] ada;
      maps = package "maps" "1.0" [ strkit ] marek;
      paths = package "paths" "1.0" [ strkit ] marek;
      mathx = package "mathx" "1.0" [ numkit ] { };
      table = package "table" "1.0" [ lists strkit ] { meta.maintainers = [ "nadia" ]; };
      json = package "json" "1.0" [ maps strkit ] marek;
      csv = package "csv" "1.0" [ lists ] ada;
      tree = package "tree" "1.0" [ paths ] marek;
      report = package "report" "1.0" [ table json ] ada;
      index = package "index" "1.0" [ csv json ] ada;
      site = package "site" "1.0" [ tree json ] marek;
      portal = package "portal" "1.0" [ report site ] ada;
      archive = package "archive" "1.0" [ index ] ada;
      calc = package "calc" "1.0" [ mathx lists ] ada;
      oldtool = package "oldtool" "1.0" [ strkit ] { meta.broken = true; };
      leaky = package "leaky" "1.0" [ strkit ] { meta.knownVulnerabilities = [ "CVE-2014-0160" ]; };
    }
    // (
      if !unfree then
        { }
      else
        {
          blob = package "blob" "1.0" [ strkit ] { meta.unfree = true; };
          viewer = package "viewer" "1.0" [ blob tree ] marek;
        }
    )
    // (
      if !trouble then
        { }
      else
        {
          endless = package "endless" "1.0" [ strkit ] { };
          silent = package "silent" "1.0" [ strkit ] { };
          talker = package "talker" "1.0" [ strkit ] { };
          hungry = package "hungry" "1.0" [ strkit ] { };
          filler = package "filler" "1.0" [ strkit ] { };
          large = package "large" "1.0" [ strkit ] { };
          flaky = package "flaky" "1.0" [ strkit ] { };
          curious = package "curious" "1.0" [ strkit ] { };
          raytrace = package "raytrace" "1.0" [ strkit ] { requiredSystemFeatures = [ "gpu" ]; };
          fetched = mkDerivation {
            pname = "fetched";
            version = "1.0";
            src = fetch "${mirror}/fetched-1.0.txt" "sha256-LIsI2lzmA5jh8Zrw5dzMdE3ydLgmq+WF6rpoxSVDSAY=";
            buildInputs = [ strkit ];
          };
          lost = throw "lost was removed: use strkit";
        }
    );

  layered = builtins.foldl' (
    below: overlay: final:
    let
      prev = below final;
    in
    prev // overlay final prev
  ) base overlays;
  set = layered set;
in
set
