/**
 * Trains residual networks as queued jobs and serves the trained models.
 *
 * <p>The path of a job: {@code job.web.JobController} receives {@code POST /jobs}. {@code
 * job.JobSubmitter} recognizes a repeated request by its idempotency key, {@code
 * job.JobRequestValidator} refuses a job that cannot work here, and {@code job.JobLifecycle} writes
 * the {@code job.Job} and its queue entry in one transaction. {@code job.worker.JobWorker} takes
 * the job on the thread of a device and calls {@code training.Trainer}. A {@code
 * training.TrainingRun} then goes from batch to batch: {@code pipeline.BatchSampler} and {@code
 * pipeline.ImageTensors} make the tensors, {@code nn.ResNet} computes logits, {@code
 * torch.GradientTape} gradients, and {@code training.optimizer.Optimizer} new weights. {@code
 * training.Checkpoints} stores the position. {@code job.worker.JobObserver} writes progress to the
 * job and passes on pause, stop and cancel; {@code job.JobEventLog} numbers the events. At the end
 * {@code model.ModelStore} writes weights and manifest, and {@code model.ModelRegistry} registers
 * the model and may assign it the alias {@code default}. {@code inference.PredictionService} then
 * answers {@code POST /predict} with it.
 */
@NullMarked
package dev.residual;

import org.jspecify.annotations.NullMarked;
