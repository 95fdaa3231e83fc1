/** Images whose truth clients have told later, of which a data set can be made. */
@NamedInterface("feedback")
@NullMarked
package dev.residual.dataset.feedback;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
