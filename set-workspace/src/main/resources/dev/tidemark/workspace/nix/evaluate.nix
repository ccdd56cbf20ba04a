# Describes attributes of a package set, each in the form of a line of nix-eval-jobs. The root is the path [ ]. Of a set
# of packages only the names are given: they are asked for next.
{
  file,
  # A file with a JSON array of attribute paths.
  paths,
  arguments ? { },
  # Without catching errors, so that Nix prints the first.
  plain ? false,
}:
let
  set = import ./set.nix { inherit file arguments; };

  attempt =
    default: value:
    let
      result = builtins.tryEval (builtins.deepSeq value value);
    in
    if result.success then result.value else default;

  # Only as far as that it is one, since nobody knows what is in it.
  shallow =
    value:
    let
      result = builtins.tryEval value;
    in
    if result.success && builtins.isAttrs result.value then result.value else { };

  text = value: attempt "" (if builtins.isString value then value else "");
  texts = value: attempt [ ] (builtins.filter builtins.isString value);

  person =
    who:
    if builtins.isString who then
      who
    else
      {
        github = text (who.github or "");
        handle = text (who.handle or "");
        name = text (who.name or "");
      };
  people = list: builtins.filter (who: who != null) (map (who: attempt null (person who)) list);
  team = of: {
    shortName = text (of.shortName or "");
    members = attempt [ ] (people (of.members or [ ]));
  };
  isFree = license: !(builtins.isAttrs license) || license.free or true;

  # As it stands, for who reads it to say what is wrong; what JSON cannot say is null.
  plainly =
    value:
    if builtins.isList value then
      map plainly value
    else if builtins.isString value || builtins.isInt value || builtins.isBool value then
      value
    else
      null;
  tidemarkOf =
    gpus:
    if gpus == null then
      { }
    else
      {
        tidemark.gpus =
          if builtins.isAttrs gpus then builtins.mapAttrs (name: plainly) gpus else plainly gpus;
      };

  metaOf = meta: {
    maintainers = attempt [ ] (people (meta.maintainers or [ ]));
    position = text (meta.position or "");
    teams = attempt [ ] (map team (meta.teams or [ ]));
    unfree =
      attempt false (meta.unfree or false)
      || attempt false (
        let
          license = meta.license or [ ];
        in
        !(builtins.all isFree (if builtins.isList license then license else [ license ]))
      );
    broken = attempt false (meta.broken or false);
    insecure = attempt false (meta.insecure or false);
    knownVulnerabilities = texts (meta.knownVulnerabilities or [ ]);
    # A platform may be a pattern, which only the set itself can match.
    platforms = attempt [ ] (
      map (platform: if builtins.isString platform then platform else null) (meta.platforms or [ ])
    );
    badPlatforms = texts (meta.badPlatforms or [ ]);
  }
  // attempt { tidemark.gpus = "cannot be evaluated"; } (tidemarkOf (meta.tidemark.gpus or null))
  // (
    let
      unsupported = attempt null (meta.unsupported or null);
    in
    if unsupported == null then { } else { inherit unsupported; }
  );

  describePackage = path: value: {
    attrPath = path;
    drvPath = attempt null value.drvPath;
    name = text (value.name or "");
    pname = text (value.pname or "");
    version = text (value.version or "");
    system = text (value.system or "");
    requiredSystemFeatures = texts (value.requiredSystemFeatures or [ ]);
    meta = metaOf (shallow (value.meta or { }));
    tests =
      # Those of a test are not asked for.
      if builtins.elem "tests" path then
        [ ]
      else
        attempt [ ] (
          let
            tests = set.testsOf value;
          in
          builtins.filter (name: attempt false (set.isPackage tests.${name})) (builtins.attrNames tests)
        );
  };

  describe =
    path:
    let
      value = set.get path;
      found = builtins.tryEval (builtins.isAttrs value && builtins.isBool (set.isPackage value));
      described = describePackage path value;
    in
    if plain then
      (if set.isPackage value then value.drvPath else "")
    else if !found.success then
      {
        attrPath = path;
        failed = true;
      }
    else if !found.value then
      { attrPath = path; }
    else if set.isPackage value then
      (if described.drvPath == null then removeAttrs described [ "drvPath" ] // { failed = true; } else described)
    else if path == [ ] || set.isRecursed value then
      {
        attrPath = path;
        names = builtins.filter (name: name != "recurseForDerivations") (builtins.attrNames value);
      }
    else
      { attrPath = path; };
in
# Whoever cannot be caught is named in the trace.
map (
  path:
  builtins.addErrorContext "tidemark-attribute ${builtins.toJSON path}" (
    let
      described = describe path;
    in
    builtins.deepSeq described described
  )
) (builtins.fromJSON (builtins.readFile paths))
