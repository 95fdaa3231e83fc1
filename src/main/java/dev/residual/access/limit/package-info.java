/** Limits how much one client may use. Modules that answer clients use it. */
@NamedInterface("limit")
@NullMarked
package dev.residual.access.limit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
