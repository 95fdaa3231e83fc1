/** What is kept of how a model was made, so that its training can be traced and repeated. */
@NamedInterface("provenance")
@NullMarked
package dev.residual.model.provenance;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
