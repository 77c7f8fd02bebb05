/** A declaration that is short and whole, for whoever has none yet. */
export const SAMPLE_DECLARATION = `# changes/checkout-42.yaml
version: 1
title: Checkout 42, with the pricing cache
owner: Ana Diaz <ana@example.com>
channel: '#checkout'
services: [checkout]
stop_when:
  - id: errors
    when: error_rate.now > 0.05
rollout:
  - name: everything
    percent: 100
    run: ./deploy checkout 42
rollback:
  run: ./deploy checkout 41
  verify: ./version-is checkout 41
metrics:
  p95_latency:
    from: { source: prod, histogram: 'checkout_seconds' }
    baseline: previous_days
  error_rate:
    from: { source: prod, errors: 'checkout_errors_total', requests: 'checkout_requests_total' }
    baseline: previous_days
  cost_per_request:
    from: { source: prod, cost: 'checkout_tasks', requests: 'checkout_requests_total' }
    baseline: previous_days
watch:
  for: 24h`;
