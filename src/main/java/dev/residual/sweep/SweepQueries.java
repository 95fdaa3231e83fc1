package dev.residual.sweep;

import dev.residual.web.Cursor;
import dev.residual.web.Page;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Reads sweeps for clients. */
@Component
@Transactional(readOnly = true)
public class SweepQueries {

  private final Sweeps sweeps;
  private final Trials trials;

  SweepQueries(Sweeps sweeps, Trials trials) {
    this.sweeps = sweeps;
    this.trials = trials;
  }

  public SweepView sweep(UUID id) {
    return view(sweeps.findById(id).orElseThrow(() -> SweepLifecycle.notFound(id)), true);
  }

  public Page<SweepView> page(int limit, @Nullable Cursor after) {
    Limit oneMore = Limit.of(limit + 1);
    List<Sweep> read =
        after == null
            ? sweeps.newest(oneMore)
            : sweeps.newestBefore(after.createdAt(), after.id(), oneMore);
    return Page.of(
        read,
        limit,
        sweep -> new Cursor(sweep.createdAt(), sweep.id()),
        sweep -> view(sweep, false));
  }

  private SweepView view(Sweep sweep, boolean full) {
    return SweepView.of(sweep, trials.of(sweep.id()), full);
  }
}
