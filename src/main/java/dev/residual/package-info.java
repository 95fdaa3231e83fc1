/**
 * Trains residual networks as queued jobs and serves what they learnt.
 *
 * <p>The way of one job: {@code POST /jobs} reaches {@code job.JobController}; {@code
 * job.JobSubmitter} knows whether it came before, {@code job.JobRequestValidator} refuses what
 * could not work; {@code job.JobLifecycle} writes the {@code job.Job}'s row and its place in the
 * queue in one transaction. {@code job.worker.JobWorker}, on a device's thread, takes it and asks
 * {@code training.Trainer}, whose {@code training.TrainingRun} goes batch by batch: {@code
 * pipeline.BatchSampler} and {@code pipeline.ImageTensors} make tensors, {@code nn.ResNet} turns
 * them into logits, {@code torch.GradientTape} into gradients, {@code training.Optimizer} into new
 * weights; {@code training.Checkpoints} keep where it is. {@code job.worker.JobObserver} carries
 * progress to the row and wishes back; {@code job.JobEventLog} numbers what happens. At the end
 * {@code model.ModelStore} writes weights and manifest, {@code model.ModelRegistry} registers them
 * and may point the alias {@code default} to them, and {@code inference.PredictionService} answers
 * {@code POST /predict} with them.
 */
@NullMarked
package dev.residual;

import org.jspecify.annotations.NullMarked;
