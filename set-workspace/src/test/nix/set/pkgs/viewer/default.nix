{
  environment,
  erin,
  libpix,
  paths,
}:
{
  buildInputs = [ libpix ];
  # Through a step that belongs to no package.
  interpreter = environment "viewer" paths;
  meta.maintainers = [ erin ];
}
