/** The broker of a plant, for examples of what a deny takes away. */
export const plant = `policy plant "Plant broker"

topics
  filters within
  publish, subscribe  plant/#
  deny publish        plant/config/#  "Only the planner writes the configuration"
  deny subscribe      plant/audit/#
`;
