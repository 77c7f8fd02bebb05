import { PageHead } from '../../parts/page-head.tsx';

export const DecisionPage = () => <PageHead title="DecisionPage" />;
