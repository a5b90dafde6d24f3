// What every page loads beside its own part.
import "./header";
